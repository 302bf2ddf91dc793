package io.fleetfoot.service.api;

import io.fleetfoot.service.fleet.HostAmount;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Describes the API in OpenAPI 3.1, each endpoint with what it has by default. */
@Configuration(proxyBeanMethods = false)
class ApiDocument {

  private static final String BEARER = "bearer";

  static {
    SpringDocUtils.getConfig()
        .addSimpleTypesForParameterObject(LabelFilter.class)
        .replaceWithSchema(
            HostAmount.class,
            new Schema<Object>()
                .types(null)
                .oneOf(
                    List.of(
                        new IntegerSchema().minimum(BigDecimal.ZERO),
                        new StringSchema().pattern("^[0-9]+%?$")))
                .description("A number of hosts, such as 3, or a percentage, such as \"10%\"."))
        .replaceWithSchema(Duration.class, new StringSchema().format("duration").example("PT10M"))
        .replaceWithSchema(
            RolloutRequest.class, new Schema<Object>().$ref(RolloutSpecSchema.REFERENCE))
        .replaceWithSchema(
            UptimePolicyRequest.class, new Schema<Object>().$ref(RolloutSpecSchema.UPTIME_POLICY))
        .replaceWithSchema(
            WhatIfRequest.class, new Schema<Object>().$ref(RolloutSpecSchema.WHAT_IF));
  }

  @Bean
  OpenAPI fleetfootApi() {
    return new OpenAPI()
        .info(
            new Info()
                .title("Fleetfoot")
                .version("v1")
                .description(
                    "Reboots a whole fleet into a new kernel with a blackout of milliseconds per"
                        + " host. Lists come page by page; a POST with an `Idempotency-Key` is done"
                        + " once; every problem has a stable `code`, and its `type` leads to what it"
                        + " means.")
                .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
        .servers(List.of(new Server().url("/").description("This service.")))
        .components(
            new Components()
                .addSecuritySchemes(
                    BEARER,
                    new SecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .description("An API token, or an access token of the identity provider.")))
        .addSecurityItem(new SecurityRequirement().addList(BEARER));
  }

  @Bean
  GlobalOperationCustomizer usualParts() {
    return new OperationParts();
  }

  @Bean
  OpenApiCustomizer usualSchemas() {
    return api -> {
      api.getComponents().addSchemas("Problem", ProblemSchema.problem());
      api.getComponents().addSchemas("Fault", ProblemSchema.fault());
      RolloutSpecSchema.addTo(api.getComponents());
    };
  }

  @Bean
  RequiredProperties requiredProperties() {
    return new RequiredProperties();
  }
}
