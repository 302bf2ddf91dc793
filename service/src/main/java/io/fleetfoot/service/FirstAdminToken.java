package io.fleetfoot.service;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.scheduler.ApiTokens;
import io.fleetfoot.service.scheduler.ConflictException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;

/** Makes an admin token at a start at which there is none, and shows it in the log this once. */
class FirstAdminToken implements InitializingBean {

  private static final Logger log = LoggerFactory.getLogger(FirstAdminToken.class);
  private static final String NAME = "first-admin";
  private static final Duration LIFETIME = Duration.ofHours(24);

  private final ApiTokens tokens;
  private final boolean peopleComeByOidc;

  FirstAdminToken(ApiTokens tokens, boolean peopleComeByOidc) {
    this.tokens = tokens;
    this.peopleComeByOidc = peopleComeByOidc;
  }

  /** Where admins come by OIDC, only the very first start may show a secret in a log. */
  @Override
  public void afterPropertiesSet() {
    if (tokens.hasAdmin() || peopleComeByOidc && !tokens.list().isEmpty()) {
      return;
    }
    try {
      ApiTokens.Created created = tokens.create(NAME, Role.ADMIN, LIFETIME);
      log.warn(
          "there is no admin yet. This admin token is shown only now and works until {}; make"
              + " your own with it, by POST /api/v1/tokens: {}",
          created.apiToken().expiresAt(),
          created.token().value());
    } catch (ConflictException e) {
      log.warn("no first admin token was made: {}", e.getMessage());
    }
  }
}
