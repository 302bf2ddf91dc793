package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.ServiceException;
import io.fleetfoot.agent.file.NamedFile;
import io.fleetfoot.agent.file.UnusableFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What registers this host, asked for when it is needed.
 *
 * @param value the token itself
 * @param file a file that holds it and may change, as a mounted secret does
 */
public record JoinToken(Optional<String> value, Optional<Path> file) {

  /** Returns the token as it is now, of which there may be none. */
  String require() throws ServiceException, IOException {
    return fromFile()
        .or(() -> value)
        .orElseThrow(
            () ->
                new ServiceException(
                    ServiceException.Reason.UNAUTHENTICATED,
                    "this host has no identity the service knows; set join.token or join.token.file"));
  }

  private Optional<String> fromFile() throws IOException, ServiceException {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      String text = NamedFile.text(file.get()).strip();
      if (!text.isEmpty()) {
        return Optional.of(text);
      }
      throw unusable("found nothing in %s".formatted(file.get()));
    } catch (UnusableFileException e) {
      throw unusable(String.valueOf(e.getMessage()));
    }
  }

  private static ServiceException unusable(String found) {
    return new ServiceException(
        ServiceException.Reason.UNAUTHENTICATED,
        "join.token.file: %s, wanted a file that holds a join token".formatted(found));
  }
}
