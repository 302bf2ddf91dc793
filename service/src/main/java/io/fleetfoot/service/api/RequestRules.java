package io.fleetfoot.service.api;

import io.fleetfoot.service.scheduler.ProblemCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.core.MethodParameter;
import org.springframework.format.FormatterRegistry;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * What every endpoint of the API holds to without saying so: a query parameter that the handler
 * does not take is a fault, and so is a precondition that it cannot hold to.
 */
@Component
class RequestRules implements HandlerInterceptor, WebMvcConfigurer {

  /** The request attribute that says that the answer carries a secret. */
  static final String SECRET = "fleetfoot.secret-answer";

  private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this).addPathPatterns("/api/v1/**");
  }

  /** Bodies are JSON: a YAML mapper that happens to be there knows none of the rules. */
  @Override
  public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
    builder.configureMessageConvertersList(
        converters ->
            converters.removeIf(
                converter ->
                    converter.getSupportedMediaTypes().contains(MediaType.APPLICATION_YAML)));
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(new IfMatchArgument());
  }

  /**
   * Keeps labels whole: Spring's own conversion of a list would cut them at their commas. Takes
   * times in one form alone: to Spring's own, 2026 would be two seconds after 1970 began.
   */
  @Override
  public void addFormatters(FormatterRegistry registry) {
    registry.addConverter(String.class, Instant.class, text -> Instant.parse(text));
    registry.addConverter(String.class, LabelFilter.class, pair -> new LabelFilter(pair));
    registry.addConverter(String[].class, LabelFilter.class, LabelFilter::new);
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod method) {
      requireKnown(query(request), known(method));
      requireHeld(request, method);
      request.setAttribute(SECRET, method.hasMethodAnnotation(SecretAnswer.class));
    }
    return true;
  }

  private static void requireKnown(Set<String> sent, Set<String> known) {
    List<String> unknown = sent.stream().filter(name -> !known.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw new RefusedRequestException(
          ProblemCode.UNKNOWN_QUERY_PARAMETER,
          "unknown in the query: %s; known here: %s"
              .formatted(
                  String.join(", ", unknown),
                  known.isEmpty() ? "nothing" : String.join(", ", new TreeSet<>(known))),
          unknown.stream()
              .map(name -> new ApiProblems.Fault("?" + name, "is not known here"))
              .toList());
    }
  }

  private static void requireHeld(HttpServletRequest request, HandlerMethod method) {
    if (!request.getMethod().equals("GET")
        && request.getHeader(HttpHeaders.IF_MATCH) != null
        && !takesIfMatch(method)) {
      throw new RefusedRequestException(
          ProblemCode.PRECONDITION_UNSUPPORTED, "this endpoint cannot hold to If-Match");
    }
  }

  /** Says whether the handler holds to {@code If-Match}. */
  static boolean takesIfMatch(HandlerMethod method) {
    return Arrays.stream(method.getMethodParameters())
        .anyMatch(parameter -> parameter.getParameterType() == IfMatch.class);
  }

  private Set<String> known(HandlerMethod method) {
    return known.computeIfAbsent(method.getMethod(), key -> queryParameters(method));
  }

  /** Returns the names of the query parameters that the handler takes. */
  static Set<String> queryParameters(HandlerMethod method) {
    Set<String> names = new TreeSet<>();
    for (MethodParameter parameter : method.getMethodParameters()) {
      RequestParam single = parameter.getParameterAnnotation(RequestParam.class);
      if (single != null) {
        names.add(single.name().isEmpty() ? name(parameter) : single.name());
      } else if (parameter.hasParameterAnnotation(ParameterObject.class)) {
        components(parameter.getParameterType()).map(RecordComponent::getName).forEach(names::add);
      }
    }
    return names;
  }

  private static Stream<RecordComponent> components(Class<?> type) {
    return type.isRecord() ? Arrays.stream(type.getRecordComponents()) : Stream.empty();
  }

  private static String name(MethodParameter parameter) {
    return parameter.getParameter().getName();
  }

  /** Reads the query string itself, because parameters of a request can come from its body too. */
  private static Set<String> query(HttpServletRequest request) {
    Set<String> names = new TreeSet<>();
    String query = request.getQueryString();
    if (query != null) {
      for (String pair : query.split("&")) {
        if (!pair.isEmpty()) {
          names.add(decoded(pair.split("=", 2)[0]));
          requireText(decoded(pair));
        }
      }
    }
    return names;
  }

  private static void requireText(String pair) {
    if (pair.indexOf('\0') >= 0) {
      throw new InvalidRequestException("?" + pair.split("=", 2)[0], "holds a NUL character");
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException("?", "cannot be decoded: " + e.getMessage());
    }
  }

  private static final class IfMatchArgument implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
      return parameter.getParameterType() == IfMatch.class;
    }

    @Override
    public Object resolveArgument(
        MethodParameter parameter,
        @Nullable ModelAndViewContainer container,
        NativeWebRequest request,
        @Nullable WebDataBinderFactory binders) {
      return IfMatch.parse(request.getHeader(HttpHeaders.IF_MATCH));
    }
  }
}
