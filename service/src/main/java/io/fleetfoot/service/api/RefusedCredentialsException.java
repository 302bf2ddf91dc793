package io.fleetfoot.service.api;

import org.springframework.http.HttpStatus;
import org.springframework.security.core.AuthenticationException;

/** Credentials that let nobody in, or cannot be judged now, with a stable code for programs. */
class RefusedCredentialsException extends AuthenticationException {

  private static final long serialVersionUID = 1;

  private final HttpStatus status;
  private final String code;

  RefusedCredentialsException(HttpStatus status, String code, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
    this.code = code;
  }

  HttpStatus status() {
    return status;
  }

  String code() {
    return code;
  }
}
