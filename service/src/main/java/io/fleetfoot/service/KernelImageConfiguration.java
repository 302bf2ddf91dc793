package io.fleetfoot.service;

import io.fleetfoot.service.fleet.KernelImage;
import io.fleetfoot.service.fleet.KernelImageId;
import io.fleetfoot.service.scheduler.BlobStore;
import io.fleetfoot.service.scheduler.KernelImageImports;
import io.fleetfoot.service.scheduler.KernelImageRepository;
import io.fleetfoot.service.scheduler.KernelImages;
import io.fleetfoot.service.scheduler.Transactions;
import io.fleetfoot.service.scheduler.TransitionLog;
import io.fleetfoot.service.store.FileBlobStore;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what takes kernel images in and hands their bytes out. */
@Configuration(proxyBeanMethods = false)
class KernelImageConfiguration {

  @Bean
  BlobStore blobStore(ServiceProperties properties) {
    return new FileBlobStore(properties.home().resolve("blobs"));
  }

  @Bean
  KernelImages kernelImages(
      KernelImageRepository repository,
      BlobStore blobs,
      TransitionLog transitions,
      Transactions transactions,
      InstantSource clock) {
    return new KernelImages(repository, blobs, transitions, transactions, clock);
  }

  @Bean
  Function<KernelImageId, KernelImage> kernelImageById(KernelImages images) {
    return images::get;
  }

  @Bean
  KernelImageImports kernelImageImports(ServiceProperties properties) {
    return new KernelImageImports(Optional.ofNullable(properties.importDirectory()));
  }
}
