package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.ServiceException;

/** What happens in the loop, for those who count it. */
public interface AgentEvents {

  /** The service was asked for the assignment and answered. */
  void polled();

  /** A call to the service failed. */
  void serviceFailed(ServiceException.Reason reason);

  /** A check said no. */
  void refused(String check);

  /** A step was tried and failed. */
  void failed(String step);

  /** A slot is staged now, or is not any more. */
  void staged(boolean staged);

  /** A proven reboot was to become the boot loader's default. */
  void committed(BootDefault.Outcome outcome);

  /** This boot came from that reboot. */
  void booted(CompletedReboot reboot);
}
