package io.fleetfoot.agent.kexec;

/** What planning a slot came to: a plan, or a refusal. */
public sealed interface PlanDecision permits KexecPlan, PlanRefusal {}
