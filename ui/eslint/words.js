// An ESLint rule that keeps words in the catalogues: `words/in-catalogues`. It finds text in markup, words in attributes that people see or
// hear, and strings elsewhere that read like a sentence. It does not find a single word in code, nor words of a sentence that is put together.

const WORD = /\p{L}{2,}/u;
/** Two words, a word beside a value, which is `\0`, or what announces a dialog. */
const SENTENCE = /\p{L}{2,}[,:]? (\p{L}{2,}|\0)|\0 \p{L}{2,}|\p{L}{2,}…/u;
/** Attributes of elements that people see or hear, and properties of components that lead to one. */
const SHOWN =
  /^(title|alt|placeholder|label|hint|lead|text|action|words|wrong|aria-label|aria-description|aria-valuetext|aria-roledescription)$/;
/** Elements that hold what is typed or read literally. */
const LITERAL = new Set(['code', 'pre', 'kbd']);

/** True of a string that says why a program is wrong, or which elements are meant: no person sees these. */
function isUnseen(node) {
  const { parent } = node;
  if (parent.type === 'NewExpression') return parent.callee.name === 'Error';
  return parent.type === 'CallExpression' && /^(querySelector(All)?|closest|matches)$/.test(parent.callee.property?.name ?? '');
}

/** @type {import('eslint').Rule.RuleModule} */
const inCatalogues = {
  meta: { type: 'problem', docs: { description: 'keep words that people see in the catalogues' }, schema: [] },
  create(context) {
    const report = (node) => context.report({ node, message: 'put these words into the catalogues (lib/messages/)' });
    const sentence = (node, text) => {
      if (SENTENCE.test(text) && !isUnseen(node)) report(node);
    };
    return {
      SvelteText(node) {
        if (node.parent.type !== 'SvelteStyleElement' && !LITERAL.has(node.parent.name?.name) && WORD.test(node.value)) report(node);
      },
      SvelteAttribute(node) {
        if (SHOWN.test(node.key.name) && node.value.some((value) => value.type === 'SvelteLiteral' && WORD.test(value.value))) report(node);
      },
      Literal(node) {
        if (typeof node.value === 'string') sentence(node, node.value);
      },
      TemplateLiteral(node) {
        sentence(node, node.quasis.map(({ value }) => value.cooked).join('\0'));
      },
    };
  },
};

export default { meta: { name: 'words' }, rules: { 'in-catalogues': inCatalogues } };
