package io.fleetfoot.service.reboot;

/** An event that does not fit the state in which it came. */
public class OutOfPlaceException extends RuntimeException {

  private static final long serialVersionUID = 1;

  OutOfPlaceException(Reboot reboot, RebootEvent event, String detail) {
    super(
        "reboot %s received %s while in %s%s"
            .formatted(reboot.id(), event.name(), reboot.state(), detail));
  }
}
