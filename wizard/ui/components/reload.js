// Loads the page anew: whoever's cookie the browser has by now gets a page of their own.
export default function () {
  location.reload()
}
