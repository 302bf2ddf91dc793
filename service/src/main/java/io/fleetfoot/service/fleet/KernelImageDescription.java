package io.fleetfoot.service.fleet;

/**
 * What an operator says of a kernel image.
 *
 * @param name for people; it need not be unique
 * @param release what {@code uname -r} says under the kernel
 * @param architecture the machines it boots, in the kernel's word; so far only {@code x86_64}
 * @param commandLine a template of one line, in which {@code {running}} stands for the running
 *     kernel's command line
 */
public record KernelImageDescription(
    String name, KernelRelease release, String architecture, String commandLine) {

  private static final String ARCHITECTURE = "x86_64";
  private static final String AGENTS_OWN = "fleetfoot.exec=";

  public KernelImageDescription {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name of the kernel image must not be blank");
    }
    if (!architecture.equals(ARCHITECTURE)) {
      throw new IllegalArgumentException(
          "architecture is \"%s\", expected %s, the only one that agents boot so far"
              .formatted(architecture, ARCHITECTURE));
    }
    if (commandLine.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("commandLine must be one line without control characters");
    }
    if (commandLine.contains(AGENTS_OWN)) {
      throw new IllegalArgumentException(
          "commandLine contains %s, which the agent appends itself for the boot proof"
              .formatted(AGENTS_OWN));
    }
  }
}
