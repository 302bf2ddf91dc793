package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Actor;
import io.fleetfoot.service.access.ClaimedRoles;
import io.fleetfoot.service.access.Identity;
import io.fleetfoot.service.scheduler.ApiTokens;
import io.fleetfoot.service.scheduler.Token;
import io.fleetfoot.service.scheduler.TokenRefusedException;
import io.fleetfoot.service.scheduler.UnauthenticatedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.transaction.CannotCreateTransactionException;

/** Finds out who comes with a bearer token: an API token of ours, or a JWT of the OIDC issuer. */
final class Credentials implements AuthenticationManager {

  private static final Logger log = LoggerFactory.getLogger(Credentials.class);

  private final ApiTokens tokens;
  private final @Nullable JwtDecoder jwts;
  private final ClaimedRoles roles;

  Credentials(ApiTokens tokens, @Nullable JwtDecoder jwts, ClaimedRoles roles) {
    this.tokens = tokens;
    this.jwts = jwts;
    this.roles = roles;
  }

  @Override
  public Authentication authenticate(Authentication shown) {
    if (!(shown instanceof BearerTokenAuthenticationToken bearer)) {
      throw new BadCredentialsException("Authorization: Bearer <token> is missing");
    }
    String token = bearer.getToken();
    return new ApiAuthentication(
        jwts == null || !looksLikeJwt(token) ? ofApiToken(token) : ofJwt(jwts, token));
  }

  /** A JWT has two dots, and neither an API token nor the configured admin token has one. */
  private static boolean looksLikeJwt(String token) {
    return !token.startsWith(ApiTokens.PREFIX) && token.indexOf('.') >= 0;
  }

  private Identity ofApiToken(String token) {
    try {
      return tokens.authenticate(new Token(token));
    } catch (TokenRefusedException e) {
      throw refused(e.code(), e.getMessage(), e);
    } catch (UnauthenticatedException e) {
      throw refused("unauthenticated", e.getMessage(), e);
    } catch (DataAccessException | CannotCreateTransactionException e) {
      log.warn("a request met a database that does not answer", e);
      throw new RefusedCredentialsException(
          HttpStatus.SERVICE_UNAVAILABLE,
          "database-unavailable",
          "the database does not answer; try again in a moment",
          e);
    }
  }

  private Identity ofJwt(JwtDecoder decoder, String token) {
    try {
      Jwt jwt = decoder.decode(token);
      String subject = jwt.getSubject();
      if (subject == null || subject.isBlank()) {
        throw new BadJwtException("the JWT has no subject");
      }
      return new Identity(Actor.oidc(subject, roles.of(jwt.getClaims())), jwt.getExpiresAt());
    } catch (BadJwtException e) {
      throw refused(
          isExpired(e) ? "token-expired" : "unauthenticated",
          "the JWT is refused: %s".formatted(e.getMessage()),
          e);
    } catch (JwtException | JwtDecoderInitializationException e) {
      log.warn("a JWT cannot be judged", e);
      throw new RefusedCredentialsException(
          HttpStatus.SERVICE_UNAVAILABLE,
          "issuer-unavailable",
          "the OpenID Connect issuer does not answer, so no JWT can be judged; try again",
          e);
    }
  }

  private static boolean isExpired(BadJwtException fault) {
    return fault instanceof JwtValidationException validation
        && validation.getErrors().stream()
            .anyMatch(error -> String.valueOf(error.getDescription()).startsWith("Jwt expired at"));
  }

  private static RefusedCredentialsException refused(
      String code, @Nullable String message, Exception cause) {
    return new RefusedCredentialsException(
        HttpStatus.UNAUTHORIZED, code, String.valueOf(message), cause);
  }
}
