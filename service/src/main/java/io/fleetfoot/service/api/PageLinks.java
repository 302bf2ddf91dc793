package io.fleetfoot.service.api;

import java.net.URI;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/** Links every page of a list to its next one (RFC 8288), with the filters that were asked for. */
@RestControllerAdvice
class PageLinks implements ResponseBodyAdvice<Object> {

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
    if (body instanceof Items<?> items && items.nextCursor() != null) {
      String next = next(request.getURI(), items.nextCursor());
      response.getHeaders().add(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"");
    }
    return body;
  }

  /** Keeps the query as it came, because what it means must not change between two pages. */
  private static String next(URI page, String cursor) {
    Stream<String> kept =
        page.getRawQuery() == null
            ? Stream.empty()
            : Arrays.stream(page.getRawQuery().split("&"))
                .filter(pair -> !pair.isEmpty() && !pair.startsWith("cursor="));
    return page.getRawPath()
        + "?"
        + Stream.concat(kept, Stream.of("cursor=" + cursor)).collect(Collectors.joining("&"));
  }
}
