package io.fleetfoot.service.api;

import io.fleetfoot.service.scheduler.ProblemCode;
import java.util.List;

/** A request that the edge does not let in, and why. */
class RefusedRequestException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final ProblemCode code;
  private final transient List<ApiProblems.Fault> faults;

  RefusedRequestException(ProblemCode code, String detail) {
    this(code, detail, List.of());
  }

  RefusedRequestException(ProblemCode code, String detail, List<ApiProblems.Fault> faults) {
    super(detail);
    this.code = code;
    this.faults = faults;
  }

  ProblemCode code() {
    return code;
  }

  /** Returns where in the request the faults lie, if there are such places. */
  List<ApiProblems.Fault> faults() {
    return faults;
  }
}
