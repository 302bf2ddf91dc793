package io.fleetfoot.agent.command;

import io.fleetfoot.agent.image.JoinedInitrd;
import io.fleetfoot.agent.image.MalformedImageException;
import io.fleetfoot.agent.image.UnifiedKernelImage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes a unified kernel image apart. */
final class ImageUnpack implements Commands.Command {
  private static final String USAGE =
      """
      Usage: fleetfoot-agent image unpack --out DIRECTORY FILE

      Takes the unified kernel image FILE (a UKI) apart, for image sign. Its signature is not verified.

        --out  a directory that is not there yet: vmlinuz, initrd.img and cmdline go into it
      """;

  @Override
  public String usage() {
    return USAGE;
  }

  @Override
  public void run(List<String> arguments, PrintStream out) throws IOException {
    Options options = Options.parse(arguments, Set.of("--out"));
    Path file = options.onlyArgument("FILE");
    Path directory = options.path("--out");
    UnifiedKernelImage image;
    Optional<JoinedInitrd> initrd;
    try {
      image = UnifiedKernelImage.parse(ImageFiles.map(file));
      List<ByteBuffer> initrds = image.initrds();
      initrd = initrds.isEmpty() ? Optional.empty() : Optional.of(JoinedInitrd.of(initrds));
    } catch (MalformedImageException e) {
      throw new CommandException(
          "%s is no unified kernel image that can be taken apart: %s"
              .formatted(file, e.getMessage()));
    }
    make(directory);
    ImageFiles.write(directory.resolve("vmlinuz"), image.linux());
    out.printf("vmlinuz       %s%n", image.kernel().release());
    if (initrd.isPresent()) {
      ImageFiles.write(directory.resolve("initrd.img"), initrd.get());
      out.printf("initrd.img    %s%n", ImageFiles.shown(initrd.get()));
    } else {
      out.println("initrd.img    none: the image has no section .initrd, sign it without --initrd");
    }
    if (image.commandLine().isPresent()) {
      Files.writeString(
          directory.resolve("cmdline"), image.commandLine().get(), StandardCharsets.US_ASCII);
    }
    out.printf(
        "cmdline       %s%n",
        image.commandLine().orElse("none: the image has no section .cmdline"));
  }

  private static void make(Path directory) throws IOException {
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      throw new CommandException(directory + " is there already, wanted a directory to be made");
    }
  }
}
