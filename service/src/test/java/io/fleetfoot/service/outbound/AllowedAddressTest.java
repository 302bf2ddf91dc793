package io.fleetfoot.service.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedAddressTest {

  @ParameterizedTest
  @CsvSource({
    "https://change.example            , https://change.example/hook?x=1     , true",
    "https://change.example            , https://CHANGE.example:443          , true",
    "https://change.example            , http://change.example/hook          , false",
    "https://change.example            , https://change.example:8443/hook    , false",
    "https://change.example            , https://change.example.evil.example , false",
    "https://change.example            , https://evil.example/change.example , false",
    "https://change.example            , https://change.example@evil.example , false",
    "https://change.example            , https://me@change.example/          , false",
    "http://change.example:9090        , http://change.example:9090/x        , true",
    "https://*.example                 , https://a.b.example/x               , true",
    "https://*.example                 , https://example/x                   , false",
    "https://*.example                 , https://badexample/x                , false",
    "https://change.example/hooks      , https://change.example/hooks        , true",
    "https://change.example/hooks      , https://change.example/hooks/a      , true",
    "https://change.example/hooks/     , https://change.example/hooks/a      , true",
    "https://change.example/hooks      , https://change.example/hooksevil    , false",
    "https://change.example/hooks      , https://change.example/hooks/../a   , false",
    "https://change.example/hooks      , https://change.example/hooks/%2e%2E/a , false",
    "http://[::1]:9090                 , http://[::1]:9090/api               , true",
  })
  void coversWhatLiesUnderItAndNothingElse(String allowed, URI uri, boolean covered) {
    assertThat(AllowedAddress.parse(allowed).covers(uri)).isEqualTo(covered);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "change.example",
        "ftp://change.example",
        "https://",
        "https://a?b",
        "/hooks",
        "*"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> AllowedAddress.parse(text));
  }
}
