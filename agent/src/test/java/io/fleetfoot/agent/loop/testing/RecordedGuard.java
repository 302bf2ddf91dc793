package io.fleetfoot.agent.loop.testing;

import io.fleetfoot.agent.client.Assignment;
import io.fleetfoot.agent.loop.CompletedReboot;
import io.fleetfoot.agent.loop.Guard;
import io.fleetfoot.agent.preflight.HostFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Protects nothing, and remembers what it was told. */
public final class RecordedGuard implements Guard {
  private final List<String> told = new ArrayList<>();

  /** Returns what it was told, in order, each thing once. */
  public List<String> told() {
    return told.stream().distinct().toList();
  }

  @Override
  public void arrived(HostFacts facts, Optional<CompletedReboot> reboot) {
    told.add("arrived" + reboot.map(came -> " by " + came.rebootId()).orElse(""));
  }

  @Override
  public void healthy() {
    told.add("healthy");
  }

  @Override
  public void staging() {
    told.add("staging");
  }

  @Override
  public void staying() {
    told.add("staying");
  }

  @Override
  public boolean proven(
      Assignment.Commit commit, HostFacts facts, Optional<CompletedReboot> reboot) {
    told.add("proven " + commit.rebootId() + reboot.map(came -> ", came by it").orElse(""));
    return false;
  }
}
