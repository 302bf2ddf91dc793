package io.fleetfoot.service.api;

import io.fleetfoot.service.scheduler.ProblemCode;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.http.ResponseEntity;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.method.HandlerMethod;

/** Describes what every endpoint has without saying so: its headers and its problems. */
final class OperationParts implements GlobalOperationCustomizer {

  @Override
  public Operation customize(Operation operation, HandlerMethod handler) {
    boolean posts = handler.hasMethodAnnotation(PostMapping.class);
    operation.setOperationId(name(handler));
    requireNoNull(operation);
    if (posts) {
      add(
          operation,
          header(
              IdempotencyFilter.KEY,
              "Does the request once: sent again with the same key within 24 hours it is answered as"
                  + " the first time, with `Idempotency-Replayed: true`.",
              "8e03978e-40d5-43dd-bc93-6894a57f9324"));
    }
    if (RequestRules.takesIfMatch(handler)) {
      add(
          operation,
          header("If-Match", "Does it only if the version is still that of this ETag.", "\"3\""));
    }
    describeAnswer(operation, handler, posts);
    describeProblems(operation, handler, posts);
    return operation;
  }

  /** Does not change when other endpoints come, as Springdoc's own numbered names do. */
  private static String name(HandlerMethod handler) {
    String subject =
        StringUtils.uncapitalize(
            handler.getBeanType().getSimpleName().replaceFirst("Controller$", ""));
    return subject + StringUtils.capitalize(handler.getMethod().getName());
  }

  /** A query parameter is there or absent, but never null. */
  private static void requireNoNull(Operation operation) {
    if (operation.getParameters() != null) {
      operation.getParameters().stream()
          .map(Parameter::getSchema)
          .filter(schema -> schema != null && schema.getTypes() != null)
          .forEach(schema -> schema.getTypes().remove("null"));
    }
  }

  /** Two handlers can share one path and method, one for each media type. */
  private static void add(Operation operation, Parameter parameter) {
    if (operation.getParameters() == null
        || operation.getParameters().stream()
            .noneMatch(known -> known.getName().equals(parameter.getName()))) {
      operation.addParametersItem(parameter);
    }
  }

  private static void describeAnswer(Operation operation, HandlerMethod handler, boolean posts) {
    Class<?> type = handler.getReturnType().getParameterType();
    operation
        .getResponses()
        .forEach(
            (status, response) -> {
              if (status.startsWith("2")) {
                describe(response, status);
              }
              if (type == Items.class && status.equals("200")) {
                response.addHeaderObject(
                    "Link", text("`<…>; rel=\"next\"`, where there is a next page."));
              }
              if (type == ResponseEntity.class && !posts && status.equals("200")) {
                response.addHeaderObject(
                    "ETag", text("The entity tag; `If-None-Match` with it is answered 304."));
              }
              if (status.equals("201")) {
                response.addHeaderObject("Location", text("The path of what was made."));
              }
            });
    if (type == ResponseEntity.class && !posts) {
      operation
          .getResponses()
          .addApiResponse(
              "304", new ApiResponse().description("It is as `If-None-Match` says it was."));
    }
  }

  private static void describe(ApiResponse response, String status) {
    if (response.getDescription() == null
        || response.getDescription().equals("OK")
        || response.getDescription().equals("Created")
        || response.getDescription().equals("No Content")) {
      response.setDescription(
          switch (status) {
            case "201" -> "It was made.";
            case "204" -> "It was done.";
            default -> "The answer.";
          });
    }
  }

  private static void describeProblems(Operation operation, HandlerMethod handler, boolean posts) {
    problems(handler, posts).stream()
        .collect(
            Collectors.groupingBy(
                ProblemCode::status,
                TreeMap::new,
                Collectors.toCollection(() -> EnumSet.noneOf(ProblemCode.class))))
        .forEach(
            (status, codes) ->
                operation
                    .getResponses()
                    .addApiResponse(status.toString(), ProblemSchema.response(codes)));
  }

  private static Set<ProblemCode> problems(HandlerMethod handler, boolean posts) {
    Set<ProblemCode> problems =
        EnumSet.of(
            ProblemCode.MALFORMED_REQUEST,
            ProblemCode.UNKNOWN_QUERY_PARAMETER,
            ProblemCode.UNAUTHENTICATED,
            ProblemCode.FORBIDDEN,
            ProblemCode.NOT_ACCEPTABLE,
            ProblemCode.INTERNAL_ERROR,
            ProblemCode.DATABASE_UNAVAILABLE);
    if (takes(handler, PathVariable.class)) {
      problems.add(ProblemCode.NOT_FOUND);
    }
    if (takes(handler, RequestBody.class) || takes(handler, RequestPart.class)) {
      problems.add(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
      problems.add(ProblemCode.CONTENT_TOO_LARGE);
    }
    if (posts) {
      problems.addAll(
          List.of(
              ProblemCode.IDEMPOTENCY_KEY_INVALID,
              ProblemCode.IDEMPOTENCY_IN_PROGRESS,
              ProblemCode.IDEMPOTENCY_KEY_REUSED));
      problems.add(
          RequestRules.takesIfMatch(handler)
              ? ProblemCode.PRECONDITION_FAILED
              : ProblemCode.PRECONDITION_UNSUPPORTED);
    }
    if (handler.hasMethodAnnotation(SecretAnswer.class)) {
      problems.add(ProblemCode.IDEMPOTENCY_SECRET_ANSWER);
    }
    Problems own = handler.getMethodAnnotation(Problems.class);
    if (own != null) {
      Collections.addAll(problems, own.value());
    }
    return problems;
  }

  private static boolean takes(HandlerMethod handler, Class<? extends Annotation> annotation) {
    return Arrays.stream(handler.getMethodParameters())
        .anyMatch(parameter -> parameter.hasParameterAnnotation(annotation));
  }

  private static Parameter header(String name, String description, String example) {
    return new HeaderParameter()
        .name(name)
        .description(description)
        .required(false)
        .schema(new StringSchema())
        .example(example);
  }

  private static Header text(String description) {
    return new Header().description(description).schema(new StringSchema());
  }
}
