package io.fleetfoot.service.api;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestPart;

/** Says of the fields of a body or a query what was found in them and what was wanted. */
final class FieldFaults {

  private FieldFaults() {}

  /**
   * Returns the faults. What is in the body has a path from {@code $} on, what is in the query one
   * behind {@code ?}.
   */
  static List<ApiProblems.Fault> of(MethodArgumentNotValidException refused) {
    MethodParameter parameter = refused.getParameter();
    String root = isBody(parameter) ? "$." : "?";
    return refused.getBindingResult().getFieldErrors().stream()
        .map(error -> new ApiProblems.Fault(root + error.getField(), detail(error, parameter)))
        .toList();
  }

  private static boolean isBody(MethodParameter parameter) {
    return parameter.hasParameterAnnotation(RequestBody.class)
        || parameter.hasParameterAnnotation(RequestPart.class);
  }

  private static String detail(FieldError error, MethodParameter parameter) {
    Object found = error.getRejectedValue();
    if (error.isBindingFailure()) {
      return ValueWords.mismatch(found, type(parameter.getParameterType(), error.getField()));
    } else if (found == null && "NotNull".equals(error.getCode())) {
      return "is missing";
    }
    String wanted = String.valueOf(error.getDefaultMessage());
    return ValueWords.isPlain(found) ? wanted + ", found " + ValueWords.found(found) : wanted;
  }

  /** Returns the type of the record's component; of one that holds several, the type of each. */
  private static Class<?> type(Class<?> query, String field) {
    RecordComponent[] components = query.getRecordComponents();
    ResolvableType type =
        Arrays.stream(components == null ? new RecordComponent[0] : components)
            .filter(component -> component.getName().equals(field))
            .findFirst()
            .map(component -> ResolvableType.forType(component.getGenericType()))
            .orElse(ResolvableType.forClass(Object.class));
    boolean holdsSeveral = Collection.class.isAssignableFrom(type.toClass());
    return holdsSeveral ? type.getGeneric(0).toClass() : type.toClass();
  }
}
