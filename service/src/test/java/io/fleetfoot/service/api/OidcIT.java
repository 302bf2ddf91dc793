package io.fleetfoot.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@DirtiesContext
class OidcIT extends RunningService {

  private static final OidcIssuer ISSUER = new OidcIssuer();
  private static final String JWT = "spring.security.oauth2.resourceserver.jwt.";

  @DynamicPropertySource
  static void oidc(DynamicPropertyRegistry registry) {
    registry.add(JWT + "issuer-uri", ISSUER::url);
    registry.add(JWT + "audiences", () -> OidcIssuer.AUDIENCE);
    registry.add("fleetfoot.oidc.roles-claim", () -> "realm_access.roles");
    registry.add("fleetfoot.oidc.role-mapping.[Kernel Team]", () -> "operator");
  }

  @Test
  void refusesAJwtOfAnotherIssuer() {
    assertRefused(
        jwt(claims("Kernel Team").issuer("https://elsewhere.example")), "unauthenticated");
  }

  @Test
  void refusesAJwtForAnotherAudience() {
    assertRefused(jwt(claims("Kernel Team").audience("payroll")), "unauthenticated");
  }

  @Test
  void refusesAnExpiredJwtAsExpired() {
    Instant past = Instant.now().minusSeconds(600);

    assertRefused(
        jwt(
            claims("Kernel Team")
                .issueTime(Date.from(past.minusSeconds(60)))
                .expirationTime(Date.from(past))),
        "token-expired");
  }

  @Test
  void refusesAJwtThatSomebodyElseSigned() {
    assertRefused(ISSUER.forge(claims("Kernel Team").build()), "unauthenticated");
  }

  @Test
  void refusesAJwtOfNobody() {
    assertRefused(jwt(claims("Kernel Team").subject(null)), "unauthenticated");
  }

  @Test
  void forbidsEverythingToAPersonWithoutARoleOfOurs() {
    ApiClient.Answer answer = client.with(jwt(claims("admin"))).get("/api/v1/whoami");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text("/code")).isEqualTo("forbidden");
    assertThat(answer.text("/detail"))
        .isEqualTo("oidc:ada has no role here, and this wants VIEWER");
  }

  @Test
  void letsAPersonInByTheMappedRole() {
    ApiClient ada = client.with(jwt(claims("Kernel Team")));

    ApiClient.Answer known = ada.get("/api/v1/whoami");
    assertThat(known.text("/name")).isEqualTo("oidc:ada");
    assertThat(known.text("/roles/0")).isEqualTo("OPERATOR");
    assertThat(known.text("/expiresAt")).isNotEmpty();
    assertThat(ada.post("/api/v1/rollouts", Map.of()).status()).isEqualTo(400);
    assertThat(ada.get("/api/v1/tokens").status()).isEqualTo(403);
  }

  @Test
  void takesApiTokensAsBefore() {
    assertThat(client.get("/api/v1/whoami").status()).isEqualTo(200);
    assertRefused("fft_guess", "unauthenticated");
  }

  private static JWTClaimsSet.Builder claims(String role) {
    return ISSUER
        .claims(Instant.now())
        .claim("realm_access", Map.of("roles", List.of("offline_access", role)));
  }

  private static String jwt(JWTClaimsSet.Builder claims) {
    return ISSUER.sign(claims.build());
  }

  private void assertRefused(String token, String code) {
    ApiClient.Answer answer = client.with(token).get("/api/v1/whoami");

    assertThat(answer.status()).as(answer.http().body()).isEqualTo(401);
    assertThat(answer.text("/code")).as(answer.http().body()).isEqualTo(code);
  }
}
