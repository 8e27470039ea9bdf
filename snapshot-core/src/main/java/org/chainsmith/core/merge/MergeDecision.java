package org.chainsmith.core.merge;

/** The answer of the {@link MergePlanner}: a plan, or the reason why there is none. */
public sealed interface MergeDecision permits MergePlan, Refusal {}
