package io.fleetfoot.service.store;

import io.fleetfoot.service.scheduler.StorageFaults;
import java.sql.SQLException;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Reads PostgreSQL's SQLSTATEs (errcodes.txt). */
@Component
class PostgresFaults implements StorageFaults {

  /** character_not_in_repertoire, untranslatable_character, datetime_field_overflow. */
  private static final Set<String> UNSTORABLE = Set.of("22021", "22P05", "22008");

  @Override
  public boolean isUnstorable(Throwable refusal) {
    for (Throwable at = refusal; at != null; at = at.getCause()) {
      if (at instanceof SQLException fault
          && UNSTORABLE.contains(String.valueOf(fault.getSQLState()))) {
        return true;
      }
    }
    return false;
  }
}
