package io.fleetfoot.agent.client;

/** Who this host is to the service; the token is a secret. */
public record Identity(String hostId, String hostToken) {

  /** Leaves the token out. */
  @Override
  public String toString() {
    return "Identity[hostId=" + hostId + "]";
  }
}
