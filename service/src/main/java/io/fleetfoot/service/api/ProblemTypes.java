package io.fleetfoot.service.api;

import io.fleetfoot.service.scheduler.ProblemCode;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/** Gives every problem the type and the title that belong to its code, wherever it was made. */
@RestControllerAdvice
class ProblemTypes implements ResponseBodyAdvice<Object> {

  @Override
  public boolean supports(
      MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converter) {
    return true;
  }

  @Override
  public @Nullable Object beforeBodyWrite(
      @Nullable Object body,
      MethodParameter returnType,
      MediaType type,
      Class<? extends HttpMessageConverter<?>> converter,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    if (body instanceof ProblemDetail problem) {
      code(problem)
          .ifPresent(
              code -> {
                problem.setType(URI.create(code.type()));
                problem.setTitle(code.title());
              });
    }
    return body;
  }

  private static Optional<ProblemCode> code(ProblemDetail problem) {
    return Optional.ofNullable(problem.getProperties())
        .map((Map<String, @Nullable Object> properties) -> properties.get("code"))
        .map(Object::toString)
        .flatMap(ProblemCode::named);
  }
}
