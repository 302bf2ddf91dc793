package io.fleetfoot.service.api;

import io.fleetfoot.service.scheduler.NotFoundException;
import io.fleetfoot.service.scheduler.ProblemCode;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Says what a problem's type means, to whoever follows it; it needs no credentials. */
@RestController
class ProblemController {

  @GetMapping(path = "/problems/{code}", produces = MediaType.TEXT_PLAIN_VALUE)
  String get(@PathVariable String code) {
    return ProblemCode.named(code)
        .map(
            known ->
                "%s (HTTP %d)\n\n%s\n"
                    .formatted(known.wireName(), known.status(), known.sentence()))
        .orElseThrow(() -> new NotFoundException("problem", code));
  }
}
