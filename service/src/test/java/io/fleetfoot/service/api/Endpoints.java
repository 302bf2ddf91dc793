package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.core.type.filter.RegexPatternTypeFilter;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** What can be asked of {@code /api/v1}, as Spring itself reads it from the controllers. */
final class Endpoints {

  private static final Pattern CONTROLLER_OF_A_TEST = Pattern.compile(".*(IT|Test)\\$.*");

  private Endpoints() {}

  /**
   * One method of one path, for one kind of body.
   *
   * @param consumes the media type of the body; absent where there is but one way to ask
   * @param role what its rule asks for; absent where there is no rule
   */
  record Endpoint(String method, String path, @Nullable String consumes, @Nullable Role role) {

    @Override
    public String toString() {
      return consumes == null
          ? method + " " + path
          : "%s %s (%s)".formatted(method, path, consumes);
    }
  }

  /** Returns the endpoints that the controllers of this room have, without starting any. */
  static List<Endpoint> ofControllers() {
    try (GenericApplicationContext controllers = new GenericApplicationContext()) {
      ClassPathBeanDefinitionScanner scanner =
          new ClassPathBeanDefinitionScanner(controllers, false);
      scanner.addIncludeFilter(new AnnotationTypeFilter(RestController.class));
      scanner.addExcludeFilter(new RegexPatternTypeFilter(CONTROLLER_OF_A_TEST));
      scanner.getBeanDefinitionDefaults().setLazyInit(true);
      scanner.scan("io.fleetfoot.service");
      controllers.refresh();
      RequestMappingHandlerMapping mapping = new RequestMappingHandlerMapping();
      mapping.setApplicationContext(controllers);
      mapping.afterPropertiesSet();
      return of(mapping);
    }
  }

  /**
   * Returns the endpoints of ours under {@code /api/v1} that the mapping knows, by path and method.
   */
  static List<Endpoint> of(RequestMappingHandlerMapping mapping) {
    return mapping.getHandlerMethods().entrySet().stream()
        .filter(entry -> entry.getValue().getBeanType().getName().startsWith("io.fleetfoot."))
        .flatMap(entry -> endpoints(entry.getKey(), entry.getValue()))
        .filter(endpoint -> endpoint.path().startsWith("/api/v1"))
        .sorted(Comparator.comparing(Endpoint::path).thenComparing(Endpoint::toString))
        .toList();
  }

  private static Stream<Endpoint> endpoints(RequestMappingInfo info, HandlerMethod handler) {
    RequiresRole rule = handler.getMethodAnnotation(RequiresRole.class);
    String consumes =
        info.getConsumesCondition().getConsumableMediaTypes().stream()
            .map(MediaType::toString)
            .findFirst()
            .orElse(null);
    return info.getPatternValues().stream()
        .flatMap(
            path ->
                methods(info)
                    .map(
                        method ->
                            new Endpoint(
                                method, path, consumes, rule == null ? null : rule.value())));
  }

  /** A handler that names no method answers every method. */
  private static Stream<String> methods(RequestMappingInfo info) {
    return info.getMethodsCondition().getMethods().isEmpty()
        ? Stream.of("GET", "POST")
        : info.getMethodsCondition().getMethods().stream().map(RequestMethod::name);
  }
}
