package io.fleetfoot.agent.preflight;

/**
 * One reason why the agent will not go on; the host is as it was.
 *
 * @param check which check said no, a stable id such as {@code reserved-region}
 * @param found what the host has
 * @param wanted what the check needs
 * @param remedy what a person can do about it
 */
public record Refusal(String check, String found, String wanted, String remedy) {}
