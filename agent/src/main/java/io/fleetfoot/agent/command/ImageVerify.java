package io.fleetfoot.agent.command;

import io.fleetfoot.agent.file.NamedFile;
import io.fleetfoot.agent.manifest.Blob;
import io.fleetfoot.agent.manifest.Manifest;
import io.fleetfoot.agent.manifest.ManifestRefusedException;
import io.fleetfoot.agent.manifest.TrustedKeyFiles;
import io.fleetfoot.agent.manifest.VerifiedManifest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says whether an agent with those keys would boot a kernel image now. */
final class ImageVerify implements Commands.Command {
  private static final String USAGE =
      """
      Usage: fleetfoot-agent image verify --keys PATH FILE [--kernel FILE] [--initrd FILE]

      Verifies the signed manifest FILE as an agent does, and prints what it says.

        --keys    what trusted.keys would be: a public key in PEM, or a directory of *.pem
        --kernel  also compare the kernel with the manifest
        --initrd  also compare the initrd with the manifest
      """;

  private final InstantSource clock;

  ImageVerify(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String usage() {
    return USAGE;
  }

  @Override
  public void run(List<String> arguments, PrintStream out) throws IOException {
    Options options = Options.parse(arguments, Set.of("--keys", "--kernel", "--initrd"));
    Path file = options.onlyArgument("FILE");
    VerifiedManifest verified = verify(file, options.path("--keys"));
    Manifest manifest = verified.manifest();
    compare("kernel", options.optionalPath("--kernel"), Optional.of(manifest.kernel()));
    compare("initrd", options.optionalPath("--initrd"), manifest.initrd());
    manifest.name().ifPresent(name -> out.println("name          " + name));
    out.println("release       " + manifest.release());
    out.println("architecture  " + manifest.architecture());
    out.println("command line  " + manifest.commandLine());
    out.println("kernel        " + shown(manifest.kernel()));
    out.println("initrd        " + manifest.initrd().map(ImageVerify::shown).orElse("none"));
    out.println("signed        " + manifest.createdAt() + " by " + verified.keyId());
    out.println("expires       " + manifest.expiresAt());
    out.println("manifest      " + verified.sha256());
  }

  private VerifiedManifest verify(Path file, Path keys) throws IOException {
    String envelope = NamedFile.text(file);
    try {
      return VerifiedManifest.verify(envelope, TrustedKeyFiles.read(keys), clock.instant());
    } catch (ManifestRefusedException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
  }

  private static void compare(String what, Optional<Path> file, Optional<Blob> wanted)
      throws IOException {
    if (file.isEmpty()) {
      return;
    }
    Blob found = ImageFiles.blob(file.get());
    if (!wanted.equals(Optional.of(found))) {
      throw new CommandException(
          "%s: found %s in %s, wanted %s; is it the file that was signed?"
              .formatted(
                  what, shown(found), file.get(), wanted.map(ImageVerify::shown).orElse("none")));
    }
  }

  private static String shown(Blob blob) {
    return "%s, %d bytes".formatted(blob.sha256(), blob.size());
  }
}
