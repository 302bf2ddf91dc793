package io.fleetfoot.service.outbound;

import io.fleetfoot.service.fleet.HostId;
import io.fleetfoot.service.fleet.Labels;
import io.fleetfoot.service.scheduler.PowerCycle;
import io.fleetfoot.service.scheduler.PowerCycleFailedException;
import io.fleetfoot.service.scheduler.RebootRecord;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Switches hosts off and on, a few at a time; the others wait for their turn, not for ever. */
final class BoundedPowerCycle implements PowerCycle {

  private final PowerSwitch power;
  private final Function<HostId, Labels> labels;
  private final Semaphore slots;
  private final Duration patience;

  /**
   * Makes it.
   *
   * @param labels the labels of a host
   * @param parallel how many at a time
   * @param patience how long one waits for its turn
   */
  BoundedPowerCycle(
      PowerSwitch power, Function<HostId, Labels> labels, int parallel, Duration patience) {
    this.power = power;
    this.labels = labels;
    this.slots = new Semaphore(parallel, true);
    this.patience = patience;
  }

  @Override
  public boolean isAvailable(HostId host) {
    return true;
  }

  @Override
  public void cycle(RebootRecord reboot) {
    boolean turn = false;
    try {
      turn = slots.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!turn) {
        throw new PowerCycleFailedException(
            "other hosts were being switched off and on for %s".formatted(patience));
      }
      power.cycle(PowerCycleTarget.of(reboot, labels.apply(reboot.reboot().host())));
    } catch (OutboundException e) {
      throw new PowerCycleFailedException(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PowerCycleFailedException("the service is stopping");
    } finally {
      if (turn) {
        slots.release();
      }
    }
  }
}
