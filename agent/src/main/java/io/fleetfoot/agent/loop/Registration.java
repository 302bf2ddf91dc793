package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.HostDescription;
import io.fleetfoot.agent.client.Identity;
import io.fleetfoot.agent.client.ServiceClient;
import io.fleetfoot.agent.client.ServiceException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Who this host is to the service: kept on the host, and asked for when it is not known. */
final class Registration {
  private static final Logger LOG = System.getLogger(Registration.class.getName());

  private final ServiceClient service;
  private final IdentityFile file;
  private final Optional<String> joinToken;
  private final Map<String, String> labels;
  private Optional<String> hostId;
  private boolean valid;

  /** Reads the identity the host has, if it has one. */
  Registration(
      ServiceClient service,
      Path stateDirectory,
      Optional<String> joinToken,
      Map<String, String> labels)
      throws IOException {
    this.service = service;
    this.file = new IdentityFile(stateDirectory);
    this.joinToken = joinToken;
    this.labels = labels;
    Optional<Identity> identity = file.read();
    identity.ifPresent(service::identify);
    this.hostId = identity.map(Identity::hostId);
    this.valid = identity.isPresent();
  }

  /** Registers the host unless it is. */
  void ensure(Supplier<HostDescription> facts) throws ServiceException, IOException {
    if (valid) {
      return;
    }
    String token =
        joinToken.orElseThrow(
            () ->
                new ServiceException(
                    ServiceException.Reason.UNAUTHENTICATED,
                    "this host has no identity the service knows; set join.token"));
    Identity identity = service.register(token, labels, facts.get());
    file.write(identity);
    service.identify(identity);
    hostId = Optional.of(identity.hostId());
    valid = true;
    LOG.log(Level.INFO, "host {0}: registered", identity.hostId());
  }

  /** Returns who this host is to the service, once it is registered. */
  Optional<String> hostId() {
    return hostId;
  }

  /** Notes that the service does not know the identity any more. */
  void invalidate() {
    valid = false;
  }
}
