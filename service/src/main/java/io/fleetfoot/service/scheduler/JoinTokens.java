package io.fleetfoot.service.scheduler;

/** Says who may register. */
public class JoinTokens {

  private final JoinTokenRepository tokens;

  /** Makes it over the repository of the hash. */
  public JoinTokens(JoinTokenRepository tokens) {
    this.tokens = tokens;
  }

  /** Lets agents join with this token and no other. */
  public void use(Token token) {
    if (!tokens.admits(token.hash())) {
      tokens.replace(token.hash());
    }
  }

  /** Says whether any token was ever made known. */
  public boolean isSet() {
    return tokens.exists();
  }

  /** Says whether an agent may join with this token. */
  public boolean admits(Token token) {
    return tokens.admits(token.hash());
  }
}
