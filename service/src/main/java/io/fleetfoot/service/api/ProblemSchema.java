package io.fleetfoot.service.api;

import io.fleetfoot.service.scheduler.ProblemCode;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How problems stand in the API's description. */
final class ProblemSchema {

  private static final String REFERENCE = "#/components/schemas/Problem";

  private ProblemSchema() {}

  static Schema<?> problem() {
    return new ObjectSchema()
        .description("What went wrong (RFC 9457).")
        .addProperty(
            "type",
            text("Names the problem; GET of it says what it means.").format("uri-reference"))
        .addProperty("title", text("The code in words."))
        .addProperty("status", new IntegerSchema().description("The HTTP status."))
        .addProperty("detail", text("What was found, what was wanted, and what to do."))
        .addProperty("instance", text("The path that was asked for.").format("uri-reference"))
        .addProperty("code", text("The stable code; see `/problems/<code>`."))
        .addProperty(
            "errors",
            new ArraySchema()
                .items(new Schema<>().$ref("#/components/schemas/Fault"))
                .description("The faults in the request, where there are any."))
        .required(List.of("code", "status", "title", "type"));
  }

  static Schema<?> fault() {
    return new ObjectSchema()
        .description("One fault in a request.")
        .addProperty(
            "path",
            text(
                "Where it is: `$.waves[1]` in the body, `?limit` in the query, `/id` in the path."))
        .addProperty("detail", text("What is wrong there."))
        .required(List.of("detail", "path"));
  }

  /** Returns the answer with one of the codes, which all have the same status. */
  static ApiResponse response(Collection<ProblemCode> codes) {
    Map<String, Example> examples = new LinkedHashMap<>();
    codes.forEach(code -> examples.put(code.wireName(), example(code)));
    ApiResponse response =
        new ApiResponse()
            .description(
                codes.stream()
                    .map(code -> "`%s`: %s".formatted(code.wireName(), code.sentence()))
                    .collect(Collectors.joining("\n\n")))
            .content(
                new Content()
                    .addMediaType(
                        "application/problem+json",
                        new MediaType().schema(new Schema<>().$ref(REFERENCE)).examples(examples)));
    if (codes.contains(ProblemCode.PRECONDITION_FAILED)) {
      response.addHeaderObject(
          "ETag",
          new Header().description("The entity tag of how it is now.").schema(new StringSchema()));
    }
    return response;
  }

  private static Example example(ProblemCode code) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("code", code.wireName());
    value.put("status", code.status());
    value.put("title", code.title());
    value.put("type", code.type());
    return new Example().value(value);
  }

  private static Schema<?> text(String description) {
    return new StringSchema().description(description);
  }
}
