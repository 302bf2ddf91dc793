package io.fleetfoot.service.outbound;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that may be called: of one scheme, host and port, and below one path.
 *
 * @param host a host's name, or {@code *.example} for every host below it, though not itself
 * @param path what the path begins with, by whole segments
 */
record AllowedAddress(String scheme, String host, int port, String path) {

  private static final String ANY = "*.";

  AllowedAddress {
    scheme = scheme.toLowerCase(Locale.ROOT);
    host = host.toLowerCase(Locale.ROOT);
  }

  /**
   * Reads an address that may have {@code *.} before its host.
   *
   * @throws IllegalArgumentException if it is none
   */
  static AllowedAddress parse(String text) {
    boolean any = text.contains("://" + ANY);
    URI uri = URI.create(any ? text.replace("://" + ANY, "://") : text);
    String fault = fault(uri);
    if (fault != null || uri.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "fleetfoot.outbound.allowed has \"%s\": wanted an address such as https://change.example or https://*.example:8443/hooks"
              .formatted(text));
    }
    return new AllowedAddress(
        uri.getScheme(), (any ? ANY : "") + uri.getHost(), port(uri), path(uri));
  }

  /** Returns the address of which the URI is one. */
  static AllowedAddress of(URI uri) {
    return new AllowedAddress(uri.getScheme(), uri.getHost(), port(uri), path(uri));
  }

  /** Says whether the URI lies here; one with a user or with dots for segments never does. */
  boolean covers(URI uri) {
    if (fault(uri) != null) {
      return false;
    }
    String other = uri.getHost().toLowerCase(Locale.ROOT);
    return scheme.equalsIgnoreCase(uri.getScheme())
        && (host.startsWith(ANY) ? other.endsWith(host.substring(1)) : other.equals(host))
        && port == port(uri)
        && covers(path(uri));
  }

  private boolean covers(String other) {
    return other.equals(path) || other.startsWith(path.endsWith("/") ? path : path + "/");
  }

  private static @Nullable String fault(URI uri) {
    String scheme = Objects.requireNonNullElse(uri.getScheme(), "");
    if (!scheme.equalsIgnoreCase("https") && !scheme.equalsIgnoreCase("http")) {
      return "scheme";
    } else if (uri.getHost() == null) {
      return "host";
    } else if (uri.getRawUserInfo() != null) {
      return "user";
    }
    String path = path(uri).toLowerCase(Locale.ROOT).replace("%2e", ".");
    return (path + "/").contains("/./") || (path + "/").contains("/../") || path.contains("\\")
        ? "path"
        : null;
  }

  private static String path(URI uri) {
    return Optional.ofNullable(uri.getRawPath()).filter(path -> !path.isEmpty()).orElse("/");
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }
}
