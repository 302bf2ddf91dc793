package io.fleetfoot.agent.loop.testing;

import io.fleetfoot.agent.kexec.KexecException;
import io.fleetfoot.agent.kexec.KexecSystem;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Counts what an agent does to its host, its disk and the service, and lets something go wrong at
 * one of these steps. What goes wrong happens in place of the effect, or before it where others do
 * it: a death after a step is one before the next.
 */
public final class Effects {
  // include/uapi/asm-generic/errno-base.h
  private static final int EPERM = 1;
  private static final int ENOMEM = 12;
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
    /**
     * The effect fails, this once: the kernel is busy, the disk has an error, an answer is lost.
     */
    FAILURE,
    /** The kernel forbids loads and unloads from here on, for a while. */
    FORBIDDEN_LOADS,
    /** The kernel has no memory for loads from here on, for a while. */
    NO_MEMORY,
    /** The disk is full from here on, for a while. */
    FULL_DISK,
    /** The connection ends in the middle of what the service sends. */
    TRUNCATED_DOWNLOAD,
    /** What the service sends from here on, for a while, is something else. */
    SPOILT_DOWNLOADS,
    /** Somebody loads kdump's image into the reserved region. */
    KDUMP_LOADED,
    /** Somebody gives the reserved region back to the kernel, if it has no image. */
    REGION_GONE;

    /** Returns whether the agent does not live through it. */
    public boolean isDeath() {
      return this == KILL || this == POWER_CUT || this == POWER_CUT_LATE;
    }

    /** Returns whether it stays until {@link Effects#endFaults}. */
    boolean lasts() {
      return this == FORBIDDEN_LOADS
          || this == NO_MEMORY
          || this == FULL_DISK
          || this == SPOILT_DOWNLOADS;
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
  private final Set<Fault> lasting = EnumSet.noneOf(Fault.class);
  private Consumer<Fault> others = fault -> {};
  private Fault death = Fault.NONE;
  private int writesRefused;

  /** Lets something go wrong at a step, counted from 0. */
  public Effects at(int step, Fault fault) {
    faults.put(step, fault);
    return this;
  }

  /** Lets others on the host know what goes wrong, before the agent's step. */
  public Effects tell(Consumer<Fault> listener) {
    others = listener;
    return this;
  }

  /** Returns what was done, in order, each with what went wrong at it. */
  public synchronized List<String> names() {
    return List.copyOf(names);
  }

  /** Returns what went wrong, by the steps at which it did. */
  public synchronized Map<Integer, Fault> met() {
    var met = new TreeMap<>(faults);
    met.keySet().removeIf(step -> step >= names.size());
    return met;
  }

  /** Returns what the agent died of, {@code NONE} while it lives. */
  public synchronized Fault death() {
    return death;
  }

  /** Returns whether anything has gone wrong yet. */
  public synchronized boolean anyFault() {
    return !met().isEmpty();
  }

  /** Another agent starts. */
  public synchronized void revive() {
    death = Fault.NONE;
  }

  /** What lasts for a while is over: somebody makes room on the disk. */
  public synchronized void endFaults() {
    lasting.clear();
  }

  /** Returns whether a fault goes on. */
  public synchronized boolean lasts(Fault fault) {
    return lasting.contains(fault);
  }

  /** Returns whether any fault goes on. */
  public synchronized boolean anyLasts() {
    return !lasting.isEmpty();
  }

  /** Returns how many writes the full disk has refused. */
  public synchronized int writesRefused() {
    return writesRefused;
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
    if (fault.lasts()) {
      lasting.add(fault);
    }
    others.accept(fault);
    return lasting.contains(Fault.SPOILT_DOWNLOADS) ? Fault.SPOILT_DOWNLOADS : fault;
  }

  /** Counts an effect on the disk: the agent dies in the middle of it, or it fails there. */
  public void onDisk(String name, Half half) throws IOException {
    requireLife();
    Fault fault = meet(name);
    if (fault.isDeath()) {
      half.run();
      throw new Killed(name);
    }
    if (isFull() && !FREEING.contains(name.substring(0, name.indexOf(' ')))) {
      writesRefused++;
      half.run();
      throw new IOException(name + ": No space left on device");
    }
    if (fault == Fault.FAILURE) {
      half.run();
      throw new IOException(name + ": Input/output error");
    }
  }

  private synchronized boolean isFull() {
    return lasting.contains(Fault.FULL_DISK);
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
    boolean kernel = name.startsWith(KexecSystem.class.getSimpleName());
    if (kernel && name.contains("load")) {
      requireLoadable(name);
    }
    // sync(2) cannot fail
    if (fault == Fault.FAILURE && !name.endsWith("syncFilesystems")) {
      if (kernel) {
        throw new KexecException(name, EBUSY);
      }
      throw new IOException(name + ": failed");
    }
  }

  private synchronized void requireLoadable(String name) {
    if (lasting.contains(Fault.FORBIDDEN_LOADS)) {
      throw new KexecException(name, EPERM);
    }
    if (lasting.contains(Fault.NO_MEMORY) && !name.contains("unload")) {
      throw new KexecException(name, ENOMEM);
    }
  }
}
