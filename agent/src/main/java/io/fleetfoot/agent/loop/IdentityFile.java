package io.fleetfoot.agent.loop;

import com.google.gson.JsonObject;
import io.fleetfoot.agent.client.Identity;
import io.fleetfoot.agent.client.ProtocolReader;
import io.fleetfoot.agent.json.JsonFields;
import io.fleetfoot.agent.json.MalformedMessageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the host keeps who it is to the service. */
final class IdentityFile {
  private final Path file;

  IdentityFile(Path stateDirectory) {
    this.file = stateDirectory.resolve("identity.json");
  }

  /**
   * Returns the identity; a file that is none counts as absent, and so does one from the time when
   * the service gave out tokens: the host registers again.
   */
  Optional<Identity> read() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      String json = Files.readString(file, StandardCharsets.UTF_8);
      return JsonFields.parse("identity", json).has("hostToken")
          ? Optional.empty()
          : Optional.of(ProtocolReader.identity(json));
    } catch (MalformedMessageException e) {
      DurableFile.setAside(file);
      return Optional.empty();
    }
  }

  void write(Identity identity) throws IOException {
    var json = new JsonObject();
    json.addProperty("hostId", identity.hostId());
    DurableFile.write(file, json.toString());
  }
}
