package io.fleetfoot.service.api;

import java.util.List;

/** A list as an answer, in an object so that paging can be added beside it. */
record Items<T>(List<T> items) {}
