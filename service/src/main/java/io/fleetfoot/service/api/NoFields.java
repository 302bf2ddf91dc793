package io.fleetfoot.service.api;

import io.swagger.v3.oas.annotations.media.Schema;

/** The body of a verb that asks for nothing: it may be left out, and a field in it is a fault. */
@Schema(description = "Nothing: the body may be left out, and no field is known in it.")
record NoFields() {}
