/** More than is kept of all labels of an alert. */
const mostItems = 500;

/**
 * Labels for a value that is a list, so that a matcher can ask for one of several: the list joined under its own name,
 * and one label `name:item` = `yes` for each item. `hostgroups` of web and db gives `hostgroups: "web,db"`,
 * `"hostgroups:web": "yes"`, `"hostgroups:db": "yes"`.
 */
export function listLabels(name: string, items: readonly string[]): readonly (readonly [string, string])[] {
  const present = items.map((item) => item.trim()).filter((item) => item !== '');
  if (present.length === 0) return [];
  return [
    [name, present.join(',')],
    ...present.slice(0, mostItems).map((item): [string, string] => [`${name}:${item}`, 'yes']),
  ];
}
