package io.fleetfoot.service.api;

import io.fleetfoot.service.access.signature.SignedRequest;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.WebUtils;

/** Lets the body of an agent's request be read twice: to be digested, and to be understood. */
@Component
class AgentRequests extends OncePerRequestFilter {

  private static final String PATHS = "/agent/v1/";

  /** Returns what is signed of a request that went through this filter. */
  static SignedRequest signed(HttpServletRequest request) throws IOException {
    BufferedRequest buffered = WebUtils.getNativeRequest(request, BufferedRequest.class);
    if (buffered == null) {
      throw new IllegalStateException(request.getRequestURI() + " is not under " + PATHS);
    }
    return new SignedRequest(
        request.getMethod(),
        request.getRequestURI(),
        Optional.ofNullable(request.getQueryString()),
        values(request, "Signature-Input"),
        values(request, "Signature"),
        values(request, "Content-Digest"),
        buffered.body());
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getRequestURI().startsWith(PATHS);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(new BufferedRequest(request), response);
  }

  private static List<String> values(HttpServletRequest request, String header) {
    return Collections.list(request.getHeaders(header));
  }
}
