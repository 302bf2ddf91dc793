package io.fleetfoot.agent.client;

/** Who this host is to the service; that it is so, it shows by its key. */
public record Identity(String hostId) {}
