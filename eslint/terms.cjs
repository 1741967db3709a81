/**
 * In a module, a value of the configuration is plain in the stacks and a reference to a variable (a token) in the
 * importable module. JavaScript reads the token and not its value: `config.multiAz ? a : b` is always `a`. This rule
 * reports JavaScript that reads such a value; modules/kit/terms.ts has functions that work with both.
 *
 * A value of the configuration is: a parameter named `config` or with an imported type `…Config`, `this.config`, their
 * members, and variables that are destructured or assigned from them. A type that is declared in the same file is not a
 * module's configuration. Allowed: passing a value on, a template literal, and the spread of an object of fields into an
 * object (`{ ...config.database }`: the schema defines its keys). A map whose keys the user chooses must not be spread;
 * this rule does not detect that, but the comparison of the two forms does (__tests__/importable/forms.test.ts).
 */
const message =
  "{{what}} on a value of the configuration, which is a token in the importable module: use modules/kit/terms.ts (docs/terms.md).";

/** Functions that read their arguments. */
const readers = /^(Object|Array|JSON|Math|Number|String|Boolean|Set|Map)\b/;

const wrappers = new Set([
  "ChainExpression",
  "TSAsExpression",
  "TSNonNullExpression",
  "TSSatisfiesExpression",
]);

module.exports = {
  meta: { type: "problem", schema: [], messages: { value: message } },
  create(context) {
    const { sourceCode } = context;

    function variableOf(identifier) {
      for (let scope = sourceCode.getScope(identifier); scope; scope = scope.upper) {
        const variable = scope.set.get(identifier.name);
        if (variable) {
          return variable;
        }
      }
      return undefined;
    }

    function isConfigurationParameter(definition) {
      const contains = ({ range }) =>
        range[0] <= definition.name.range[0] && range[1] >= definition.name.range[1];
      let parameter = definition.node.params.find(contains);
      parameter = parameter?.type === "TSParameterProperty" ? parameter.parameter : parameter;
      parameter = parameter?.type === "AssignmentPattern" ? parameter.left : parameter;
      const type = parameter?.typeAnnotation?.typeAnnotation;
      const name = type?.typeName?.type === "Identifier" ? type.typeName : undefined;
      const origin = name && variableOf(name)?.defs[0]?.type;
      return (
        (parameter?.name === "config" && origin !== "Type") ||
        (origin === "ImportBinding" && /Config$/.test(name.name))
      );
    }

    function isOfConfiguration(node) {
      if (!node) {
        return false;
      }
      if (wrappers.has(node.type)) {
        return isOfConfiguration(node.expression);
      }
      if (node.type === "MemberExpression") {
        const isField = node.object.type === "ThisExpression" && node.property.name === "config";
        return isField || isOfConfiguration(node.object);
      }
      const definition = node.type === "Identifier" ? variableOf(node)?.defs[0] : undefined;
      return (
        (definition?.type === "Parameter" && isConfigurationParameter(definition)) ||
        (definition?.type === "Variable" && isOfConfiguration(definition.node.init))
      );
    }

    const check = (what, reported, ...nodes) => {
      if (nodes.some(isOfConfiguration)) {
        context.report({ node: reported, messageId: "value", data: { what } });
      }
    };
    const test = (what) => (node) => check(what, node, node.test);
    const iteration = (node) => check("a loop", node, node.right);
    return {
      IfStatement: test("`if`"),
      ConditionalExpression: test("`?:`"),
      WhileStatement: test("a loop"),
      DoWhileStatement: test("a loop"),
      ForStatement: test("a loop"),
      ForOfStatement: iteration,
      ForInStatement: iteration,
      SwitchStatement: (node) => check("`switch`", node, node.discriminant),
      LogicalExpression: (node) =>
        check(`\`${node.operator}\``, node, node.left, node.operator === "??" ? undefined : node.right),
      BinaryExpression: (node) => check(`\`${node.operator}\``, node, node.left, node.right),
      UnaryExpression: (node) => check(`\`${node.operator}\``, node, node.argument),
      SpreadElement: (node) => {
        if (node.parent.type !== "ObjectExpression") {
          check("a spread", node, node.argument);
        }
      },
      MemberExpression: (node) => {
        const { computed, property, optional } = node;
        const isCalled = node.parent.type === "CallExpression" && node.parent.callee === node;
        if (computed || optional || isCalled || property.name === "length") {
          check(
            `\`${sourceCode.getText(node).slice(node.object.range[1] - node.range[0])}\``,
            node,
            node.object,
          );
        }
      },
      AssignmentPattern: (node) => check("a default", node, node.left),
      VariableDeclarator: (node) => {
        if (node.id.type === "ArrayPattern") {
          check("an array pattern", node, node.init);
        }
      },
      "CallExpression, NewExpression": (node) => {
        const callee = sourceCode.getText(node.callee);
        if (readers.test(callee)) {
          check(`\`${callee}\``, node, ...node.arguments);
        }
      },
    };
  },
};
