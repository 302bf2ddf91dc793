package io.fleetfoot.agent.loop.testing;

import io.fleetfoot.agent.client.ServiceException;
import io.fleetfoot.agent.loop.AgentEvents;
import io.fleetfoot.agent.loop.BootDefault;
import io.fleetfoot.agent.loop.CompletedReboot;

/** Counts nothing. */
public final class IgnoredEvents implements AgentEvents {
  @Override
  public void polled() {}

  @Override
  public void serviceFailed(ServiceException.Reason reason) {}

  @Override
  public void refused(String check) {}

  @Override
  public void failed(String step) {}

  @Override
  public void staged(boolean staged) {}

  @Override
  public void committed(BootDefault.Outcome outcome) {}

  @Override
  public void booted(CompletedReboot reboot) {}
}
