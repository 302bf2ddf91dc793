package io.fleetfoot.service.fleet;

/** What {@code uname -r} says under a kernel, such as {@code 6.12.117+deb12-cloud-amd64}. */
public record KernelRelease(String value) {

  public KernelRelease {
    if (value.isBlank() || value.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException("kernel release \"%s\" must be one word".formatted(value));
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
