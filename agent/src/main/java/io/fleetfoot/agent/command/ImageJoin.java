package io.fleetfoot.agent.command;

import io.fleetfoot.agent.image.JoinedInitrd;
import io.fleetfoot.agent.image.MalformedImageException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes one initrd of several. */
final class ImageJoin implements Commands.Command {
  private static final String USAGE =
      """
      Usage: fleetfoot-agent image join --out FILE INITRD...

      Makes one initrd of several, in this order; microcode goes to the front, where kernels look for it.

        --out  where to write it; a file that is not there yet
      """;

  @Override
  public String usage() {
    return USAGE;
  }

  @Override
  public void run(List<String> arguments, PrintStream out) throws IOException {
    Options options = Options.parse(arguments, Set.of("--out"));
    Path target = options.path("--out");
    List<ByteBuffer> files = new ArrayList<>();
    List<Path> paths = options.paths("INITRD");
    for (Path file : paths) {
      files.add(ImageFiles.map(file));
    }
    JoinedInitrd joined;
    try {
      joined = JoinedInitrd.of(paths.stream().map(Path::toString).toList(), files);
    } catch (MalformedImageException e) {
      throw ImageFiles.noInitrd("nothing is joined: " + e.getMessage());
    }
    ImageFiles.write(target, joined);
    out.printf("wrote %s, %s%n", target, ImageFiles.shown(joined));
  }
}
