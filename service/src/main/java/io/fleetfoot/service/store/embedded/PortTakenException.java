package io.fleetfoot.service.store.embedded;

/** Another program took the port between its choice and the start of the server. */
final class PortTakenException extends EmbeddedPostgresException {

  private static final long serialVersionUID = 1;

  PortTakenException(String found) {
    super(found, "start the service again; another port is taken then");
  }
}
