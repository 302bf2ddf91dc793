package io.fleetfoot.service;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the service. */
@SpringBootApplication
public class ServiceApplication {

  /** Starts the service with Spring Boot's own command line arguments. */
  public static void main(String[] args) {
    SpringApplication.run(ServiceApplication.class, args);
  }
}
