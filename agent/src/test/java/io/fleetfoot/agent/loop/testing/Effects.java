package io.fleetfoot.agent.loop.testing;

import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.kexec.KexecSystem;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts what an agent does to its host, its disk and the service, and lets something go wrong at
 * one of these steps. What goes wrong happens in place of the effect: a death after a step is one
 * before the next.
 */
public final class Effects {
  private static final int EBUSY = 16;
  private static final Set<String> READS =
      Set.of(
          "name",
          "loaded",
          "timestampCounter",
          "availableMemory",
          "physicalMemory",
          "tree",
          "panicsOnOops",
          "active",
          "toString");

  private static final Set<String> FREEING = Set.of("delete", "truncate", "move");

  /** What can go wrong at a step. */
  public enum Fault {
    /** Nothing. */
    NONE,
    /** The agent's process dies; host and disk go on. */
    KILL,
    /** The host loses its power, and its disk what was not synced. */
    POWER_CUT,
    /** The host loses its power; all that was written has reached the disk by chance. */
    POWER_CUT_LATE,
    /** The effect fails, this once. */
    FAILURE,
    /** The disk is full from here on, for a while. */
    FULL_DISK;

    /** Returns whether the agent does not live through it. */
    public boolean isDeath() {
      return this == KILL || this == POWER_CUT || this == POWER_CUT_LATE;
    }
  }

  /** Thrown in place of an effect, and of every one after it, when the agent is dead. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed(String effect) {
      super("killed at " + effect);
    }
  }

  /** What is done of an effect that is broken off in its middle. */
  public interface Half {
    /** Does it. */
    void run() throws IOException;
  }

  private final Map<Integer, Fault> faults = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private Fault death = Fault.NONE;
  private boolean full;

  /** Lets something go wrong at a step, counted from 0. */
  public Effects at(int step, Fault fault) {
    faults.put(step, fault);
    return this;
  }

  /** Returns what was done, in order, each with what went wrong at it. */
  public synchronized List<String> names() {
    return List.copyOf(names);
  }

  /** Returns what the agent died of, {@code NONE} while it lives. */
  public synchronized Fault death() {
    return death;
  }

  /** Returns whether anything has gone wrong yet. */
  public synchronized boolean anyFault() {
    return faults.keySet().stream().anyMatch(step -> step < names.size());
  }

  /** Another agent starts. */
  public synchronized void revive() {
    death = Fault.NONE;
  }

  /** Somebody makes room on the disk. */
  public synchronized void makeRoom() {
    full = false;
  }

  /** Dies if the agent is dead already. */
  public synchronized void requireLife() {
    if (death != Fault.NONE) {
      throw new Killed("what it did after its death");
    }
  }

  /** Counts an effect of another process, such as the service, and returns what goes wrong. */
  public synchronized Fault meet(String name) {
    if (death != Fault.NONE) {
      return death;
    }
    Fault fault = faults.getOrDefault(names.size(), Fault.NONE);
    names.add(fault == Fault.NONE ? name : name + " (" + fault + ")");
    if (fault.isDeath()) {
      death = fault;
    }
    full |= fault == Fault.FULL_DISK;
    return fault;
  }

  /** Counts an effect on the disk: the agent dies in the middle of it, or it fails there. */
  public void onDisk(String name, Half half) throws IOException {
    requireLife();
    Fault fault = meet(name);
    if (fault.isDeath()) {
      half.run();
      throw new Killed(name);
    }
    if (full() && !FREEING.contains(name.substring(0, name.indexOf(' ')))) {
      half.run();
      throw new IOException(name + ": No space left on device");
    }
    if (fault == Fault.FAILURE) {
      half.run();
      throw new IOException(name + ": Input/output error");
    }
  }

  private synchronized boolean full() {
    return full;
  }

  /** Returns the port with every call counted that can change the host. */
  public <T> T counted(Class<T> port, T real) {
    Object proxy =
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (self, method, arguments) -> {
              if (!READS.contains(method.getName())) {
                String name = port.getSimpleName() + "." + method.getName();
                onPort(arguments == null ? name : name + " " + arguments[0]);
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return port.cast(proxy);
  }

  private void onPort(String name) throws IOException {
    requireLife();
    Fault fault = meet(name);
    if (fault.isDeath()) {
      throw new Killed(name);
    }
    // sync(2) cannot fail
    if (fault == Fault.FAILURE && !name.endsWith("syncFilesystems")) {
      if (name.startsWith(KexecSystem.class.getSimpleName())) {
        throw new KexecException(name, EBUSY);
      }
      throw new IOException(name + ": failed");
    }
  }
}
