package io.fleetfoot.service.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Who PostgreSQL runs as. It refuses to run as root, so a service that is root runs it as another.
 *
 * @param uid numeric user id
 * @param gid numeric id of that user's own group
 * @param switched whether this process is root and has to become that user first
 */
record PostgresUser(int uid, int gid, boolean switched) {

  private static final int ROOT = 0;
  private static final int OTHERS_SEARCH = 0001;
  private static final int GROUP_SEARCH = 0010;
  private static final int OWNER_SEARCH = 0100;

  /** Finds out: this process's own user or, when that is root, the named one. */
  static PostgresUser of(String nameWhenRoot) {
    Path self = Path.of("/proc/self");
    int uid = attribute(self, "unix:uid");
    if (uid != ROOT) {
      return new PostgresUser(uid, attribute(self, "unix:gid"), false);
    }
    int wanted = Integer.parseInt(Command.of("id", "-u", nameWhenRoot).run());
    if (wanted == ROOT) {
      throw new EmbeddedPostgresException(
          "fleetfoot.postgres.user is %s, which is root, and PostgreSQL refuses to run as root"
              .formatted(nameWhenRoot),
          "name an unprivileged user, for example nobody");
    }
    return new PostgresUser(
        wanted, Integer.parseInt(Command.of("id", "-g", nameWhenRoot).run()), true);
  }

  /**
   * The words that go before a PostgreSQL program so that it runs as this user, can reach the
   * directory, and is interrupted when the process that started it dies.
   */
  List<String> prefixToReach(Path directory) {
    List<String> words = new ArrayList<>(List.of("setpriv", "--pdeathsig=INT", "--no-new-privs"));
    if (!switched) {
      return words;
    }
    words.addAll(List.of("--reuid=" + uid, "--regid=" + gid, "--clear-groups"));
    if (canReach(directory)) {
      words.addAll(List.of("--inh-caps=-all", "--bounding-set=-all"));
    } else {
      // A directory above is closed, /root for one. This capability opens it for reading and
      // nothing for writing; access(2) honours it only without the set-user-id fix-up.
      words.addAll(
          List.of(
              "--inh-caps=-all,+dac_read_search",
              "--ambient-caps=-all,+dac_read_search",
              "--bounding-set=-all,+dac_read_search",
              "--securebits=+no_setuid_fixup"));
    }
    return words;
  }

  /** Whether this user can enter the directory and all above it by their permission bits. */
  boolean canReach(Path directory) {
    for (Path at = directory.toAbsolutePath(); at != null; at = at.getParent()) {
      if (!canEnter(at)) {
        return false;
      }
    }
    return true;
  }

  /** Makes this user the owner of a file or directory; nothing to do when it is ours anyway. */
  void own(Path path) {
    if (!switched) {
      return;
    }
    try {
      Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "cannot give %s to user %d: %s".formatted(path, uid, e),
          "run the service as an unprivileged user, or set spring.datasource.url",
          e);
    }
  }

  /** Whether the file or directory belongs to this user. */
  boolean owns(Path path) {
    return attribute(path, "unix:uid") == uid;
  }

  private boolean canEnter(Path directory) {
    int mode = attribute(directory, "unix:mode");
    if (attribute(directory, "unix:uid") == uid) {
      return (mode & OWNER_SEARCH) != 0;
    }
    if (attribute(directory, "unix:gid") == gid) {
      return (mode & GROUP_SEARCH) != 0;
    }
    return (mode & OTHERS_SEARCH) != 0;
  }

  private static int attribute(Path path, String name) {
    try {
      return (Integer) Files.getAttribute(path, name);
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "cannot read %s of %s: %s".formatted(name, path, e),
          "set fleetfoot.home to a directory of this user, or set spring.datasource.url",
          e);
    }
  }
}
