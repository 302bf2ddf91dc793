package io.fleetfoot.service.api;

import io.fleetfoot.service.access.Role;
import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.scheduler.KernelImageImports;
import io.fleetfoot.service.scheduler.KernelImageRefusedException;
import io.fleetfoot.service.scheduler.KernelImages;
import io.fleetfoot.service.scheduler.KernelImages.Source;
import io.fleetfoot.service.scheduler.Listings;
import io.fleetfoot.service.scheduler.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** Takes kernel images in, by upload or from the import directory, and shows them. */
@RestController
@RequestMapping("/api/v1/kernel-images")
@Tag(name = "kernel images", description = "What rollouts boot.")
class KernelImageController {

  /** What both ways to register a kernel image have in common. */
  @Operation(
      summary = "Register a kernel image",
      description =
          "Registers a kernel image from uploaded files (multipart/form-data) or from files under"
              + " `fleetfoot.import-directory` (application/json).")
  @Problems({
    ProblemCode.MANIFEST_EXPIRED,
    ProblemCode.NOT_A_KERNEL,
    ProblemCode.WRONG_RELEASE,
    ProblemCode.EMPTY_INITRD,
    ProblemCode.INITRD_MISMATCH,
    ProblemCode.DIGEST_MISMATCH,
    ProblemCode.NO_SUCH_FILE,
    ProblemCode.OUTSIDE_IMPORT_DIRECTORY,
    ProblemCode.IMPORT_NOT_CONFIGURED
  })
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  private @interface RegistersKernelImage {}

  private final KernelImages images;
  private final KernelImageImports imports;
  private final Listings listings;
  private final EntityTags tags;

  KernelImageController(
      KernelImages images, KernelImageImports imports, Listings listings, EntityTags tags) {
    this.images = images;
    this.imports = imports;
    this.listings = listings;
    this.tags = tags;
  }

  @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
  @RequiresRole(Role.OPERATOR)
  @ResponseStatus(HttpStatus.CREATED)
  @RegistersKernelImage
  ResponseEntity<KernelImageResponse> upload(
      @RequestPart("kernelImage") @Valid KernelImageRequest request,
      @RequestPart("kernel") MultipartFile kernel,
      @RequestPart(name = "initrd", required = false) @Nullable MultipartFile initrd)
      throws IOException {
    if (request.kernelPath() != null || request.initrdPath() != null) {
      throw new InvalidRequestException(
          "$", "kernelPath and initrdPath do not go with uploaded files; send one or the other");
    }
    return created(
        images.register(
            request.toManifest(),
            kernel::getInputStream,
            Optional.ofNullable(initrd).map(file -> file::getInputStream)));
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @RequiresRole(Role.OPERATOR)
  @ResponseStatus(HttpStatus.CREATED)
  @RegistersKernelImage
  ResponseEntity<KernelImageResponse> importFiles(@RequestBody @Valid KernelImageRequest request)
      throws IOException {
    return created(
        images.register(
            request.toManifest(),
            imports.file(required("kernelPath", request.kernelPath())),
            importedInitrd(request)));
  }

  private Optional<Source> importedInitrd(KernelImageRequest request) {
    String path = request.initrdPath();
    return path == null
        ? Optional.empty()
        : Optional.of(imports.file(required("initrdPath", path)));
  }

  @GetMapping
  @RequiresRole(Role.VIEWER)
  @Operation(summary = "List kernel images", description = "Lists kernel images, the newest first.")
  Items<KernelImageResponse> list(@ParameterObject @Valid PlainQuery query) {
    return Items.of(
        Listing.KERNEL_IMAGES,
        listings.kernelImages(query.page(Listing.KERNEL_IMAGES)),
        KernelImageResponse::of);
  }

  @GetMapping("/{id}")
  @RequiresRole(Role.VIEWER)
  @Operation(
      summary = "Show a kernel image",
      description = "Shows a kernel image, which never changes.")
  ResponseEntity<KernelImageResponse> get(
      @Parameter(description = "The kernel image's id.") @PathVariable UUID id) {
    return tags.ok(KernelImageResponse.of(images.get(new KernelImageId(id))));
  }

  @ExceptionHandler
  ProblemDetail refused(KernelImageRefusedException e) {
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, e.getMessage());
    problem.setProperty("code", e.code());
    return problem;
  }

  private static String required(String name, @Nullable String path) {
    if (path == null || path.isBlank()) {
      throw new InvalidRequestException(
          "$." + name, "must not be blank; or upload the file as multipart/form-data");
    }
    return path;
  }

  private static ResponseEntity<KernelImageResponse> created(KernelImage image) {
    return ResponseEntity.created(URI.create("/api/v1/kernel-images/" + image.id()))
        .body(KernelImageResponse.of(image));
  }
}
