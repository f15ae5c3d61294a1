#pragma once

#include "letters/sheet.hpp"

namespace postproof::letters {

/// Shares of light, 0-1. Greys are written as grey, so that a press takes one ink for them.
struct Colour {
  float red, green, blue;
  bool grey;
};

constexpr Colour colour_of(Ink ink) {
  switch (ink) {
    case Ink::black: return {0, 0, 0, true};
    case Ink::grey: return {0.32F, 0.32F, 0.32F, true};
    case Ink::pale: return {0.945F, 0.945F, 0.945F, true};
    case Ink::white: return {1, 1, 1, true};
    case Ink::accent: return {0.07F, 0.24F, 0.45F, false};
  }
  return {0, 0, 0, true};
}

}  // namespace postproof::letters
