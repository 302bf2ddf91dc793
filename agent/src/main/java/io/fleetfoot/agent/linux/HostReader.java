package io.fleetfoot.agent.linux;

import io.fleetfoot.agent.memory.MemoryMap;
import io.fleetfoot.agent.preflight.HostFacts;
import io.fleetfoot.agent.preflight.HostSource;
import io.fleetfoot.agent.preflight.HostSurvey;

/** Reads what there is to know about a host, by files alone: nothing native, nothing changed. */
public final class HostReader implements HostSource {
  private final FactsReader facts;
  private final SurveyReader survey;

  /** Takes the files, and the file of the machine-id as an absolute path. */
  public HostReader(HostFiles files, String machineIdFile) {
    this.facts = new FactsReader(files, machineIdFile);
    this.survey = new SurveyReader(files);
  }

  @Override
  public HostFacts facts() {
    return facts.read();
  }

  @Override
  public HostSurvey survey() {
    return survey.read();
  }

  /** Returns what /proc/iomem says, empty where it cannot be read. */
  public MemoryMap memoryMap() {
    return facts.memoryMap();
  }
}
