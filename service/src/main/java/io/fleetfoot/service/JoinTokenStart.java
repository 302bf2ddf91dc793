package io.fleetfoot.service;

import io.fleetfoot.service.scheduler.JoinTokens;
import io.fleetfoot.service.scheduler.Token;
import io.fleetfoot.service.store.JoinTokenFile;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;

/** Makes the join token known at the start: the configured one, or else the one in the home. */
class JoinTokenStart implements InitializingBean {

  private static final Logger log = LoggerFactory.getLogger(JoinTokenStart.class);

  private final JoinTokens tokens;
  private final ServiceProperties properties;
  private final RandomGenerator random;

  JoinTokenStart(JoinTokens tokens, ServiceProperties properties, RandomGenerator random) {
    this.tokens = tokens;
    this.properties = properties;
    this.random = random;
  }

  @Override
  public void afterPropertiesSet() {
    String configured = properties.joinToken();
    if (configured != null && !configured.isBlank()) {
      tokens.use(new Token(configured.strip()));
    } else {
      useGenerated(new JoinTokenFile(properties.home().resolve("join-token")));
    }
  }

  private void useGenerated(JoinTokenFile file) {
    Optional<Token> kept = file.read();
    if (kept.isPresent()) {
      tokens.use(kept.get());
    } else if (tokens.isSet()) {
      log.info("agents join with a token that another start of the service made known");
    } else {
      Token token = Token.random("jt_", random);
      file.write(token);
      tokens.use(token);
      log.info("agents join with the token in {}", file.path());
    }
  }
}
