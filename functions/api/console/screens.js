/**
 * The screens, in the order of the navigation. `load` fetches a module only when it is first shown; the module exports
 * `show(view)`. A screen without `nav` is reached from another one, `under` which it stands.
 */
export const SCREENS = [
  { name: "overview", title: "Overview", nav: true, load: () => import("./screens/overview.js") },
  { name: "upload", title: "Upload", nav: true, load: () => import("./screens/upload.js") },
  { name: "customers", title: "Customers", nav: true, load: () => import("./screens/customers.js") },
  { name: "customer", title: "Customer", under: "customers", load: () => import("./screens/customer.js") },
  { name: "what-if", title: "What if", nav: true, load: () => import("./screens/what_if.js") },
  { name: "model", title: "Model", nav: true, load: () => import("./screens/model.js") },
  { name: "plan", title: "Plan", nav: true, load: () => import("./screens/plan.js") },
  { name: "operations", title: "Operations", nav: true, load: () => import("./screens/operations.js") },
];

/** Shown to who has no key. */
export const SIGN_IN = { name: "sign-in", title: "Sign in", load: () => import("./screens/sign_in.js") };
