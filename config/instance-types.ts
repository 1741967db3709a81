/** Families of instances, and the sizes that each of them has. */
type Table = readonly (readonly [families: string, sizes: string])[];

/**
 * EC2 instance types with a processor of x86-64, in any region of AWS; no Macs, which run no Linux.
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html
 */
const x86: Table = [
  ["c1", "medium xlarge"],
  ["c3 c4 i2 r3", "large xlarge 2xlarge 4xlarge 8xlarge"],
  ["c5 c5d", "large xlarge 2xlarge 4xlarge 9xlarge 12xlarge 18xlarge 24xlarge metal"],
  ["c5a c5ad m5a m5ad r5a r5ad", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge"],
  ["c5n", "large xlarge 2xlarge 4xlarge 9xlarge 18xlarge metal"],
  ["c6a m6a r6a", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge 48xlarge metal"],
  [
    "c6i c6id c6in i4i m6i m6id m6idn m6in r6i r6id r6idn r6in",
    "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge metal",
  ],
  [
    "c7a m7a r7a",
    "medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge 48xlarge metal-48xl",
  ],
  [
    "c7i i7i m7i r7i",
    "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge metal-24xl metal-48xl",
  ],
  ["c7i-flex c8i-flex m7i-flex m8i-flex r8i-flex", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge"],
  [
    "c8a m8a r8a",
    "medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge metal-24xl metal-48xl",
  ],
  [
    "c8i c8ib c8id c8in m8i m8ib m8id m8idb m8idn m8in r8i r8ib r8id r8idb r8idn r8in",
    "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge 48xlarge 96xlarge metal-48xl metal-96xl",
  ],
  ["c8ine m8ine", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge"],
  ["cc2 cr1 hs1", "8xlarge"],
  ["d2 d3", "xlarge 2xlarge 4xlarge 8xlarge"],
  ["d3en", "large xlarge 2xlarge 4xlarge 6xlarge 8xlarge 12xlarge"],
  ["dl1 dl2q p3dn p4d p4de", "24xlarge"],
  ["f1", "2xlarge 4xlarge 16xlarge"],
  ["f2", "6xlarge 12xlarge 48xlarge"],
  ["g2", "2xlarge 8xlarge"],
  ["g3", "4xlarge 8xlarge 16xlarge"],
  ["g3s", "xlarge"],
  ["g4ad", "xlarge 2xlarge 4xlarge 8xlarge 16xlarge"],
  ["g4dn", "xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge metal"],
  ["g5 g6 g6e", "xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge"],
  ["g6f", "large xlarge 2xlarge 4xlarge"],
  ["g7 g7e", "2xlarge 4xlarge 8xlarge 12xlarge 24xlarge 48xlarge"],
  ["gr6", "4xlarge 8xlarge"],
  ["gr6f", "4xlarge"],
  ["h1", "2xlarge 4xlarge 8xlarge 16xlarge"],
  ["hpc6a p5e p5en p6-b200 p6-b300 trn2", "48xlarge"],
  ["hpc6id trn1n", "32xlarge"],
  ["hpc7a", "12xlarge 24xlarge 48xlarge 96xlarge"],
  ["hpc8a", "96xlarge"],
  ["i3", "large xlarge 2xlarge 4xlarge 8xlarge 16xlarge metal"],
  ["i3en", "large xlarge 2xlarge 3xlarge 6xlarge 12xlarge 24xlarge metal"],
  ["i3p", "16xlarge"],
  ["i7ie", "large xlarge 2xlarge 3xlarge 6xlarge 12xlarge 18xlarge 24xlarge 48xlarge metal-24xl metal-48xl"],
  ["inf1", "xlarge 2xlarge 6xlarge 24xlarge"],
  ["inf2", "xlarge 8xlarge 24xlarge 48xlarge"],
  ["m1", "small medium large xlarge"],
  ["m2", "xlarge 2xlarge 4xlarge"],
  ["m3", "medium large xlarge 2xlarge"],
  ["m4", "large xlarge 2xlarge 4xlarge 10xlarge 16xlarge"],
  [
    "m5 m5d m5dn m5n r5 r5b r5d r5dn r5n",
    "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge metal",
  ],
  ["m5zn z1d", "large xlarge 2xlarge 3xlarge 6xlarge 12xlarge metal"],
  ["m8azn", "medium large xlarge 3xlarge 6xlarge 12xlarge 24xlarge metal-12xl metal-24xl"],
  ["p2", "xlarge 8xlarge 16xlarge"],
  ["p3", "2xlarge 8xlarge 16xlarge"],
  ["p5", "4xlarge 48xlarge"],
  ["r4", "large xlarge 2xlarge 4xlarge 8xlarge 16xlarge"],
  ["r7iz", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 32xlarge metal-16xl metal-32xl"],
  ["t1", "micro"],
  ["t2 t3 t3a", "nano micro small medium large xlarge 2xlarge"],
  ["t8i", "nano micro small medium"],
  ["trn1", "2xlarge 32xlarge"],
  ["u-12tb1 u-18tb1 u-24tb1 u-9tb1", "112xlarge metal"],
  ["u-3tb1", "56xlarge"],
  ["u-6tb1", "56xlarge 112xlarge metal"],
  ["u7i-12tb u7in-16tb u7in-24tb u7in-32tb", "224xlarge"],
  ["u7i-6tb u7i-8tb", "112xlarge"],
  ["vt1", "3xlarge 6xlarge 24xlarge"],
  ["x1", "16xlarge 32xlarge"],
  ["x1e", "xlarge 2xlarge 4xlarge 8xlarge 16xlarge 32xlarge"],
  ["x2idn", "16xlarge 24xlarge 32xlarge metal"],
  ["x2iedn", "xlarge 2xlarge 4xlarge 8xlarge 16xlarge 24xlarge 32xlarge metal"],
  ["x2iezn", "2xlarge 4xlarge 6xlarge 8xlarge 12xlarge metal"],
  ["x8aedz", "large xlarge 3xlarge 6xlarge 12xlarge 24xlarge metal-12xl metal-24xl"],
  [
    "x8i",
    "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge 48xlarge 64xlarge 96xlarge metal-48xl metal-96xl",
  ],
];

/**
 * RDS instance classes, without `db.`, in any region, of the PostgreSQL version of the stages: older classes, such as db.m4 and
 * db.t2, run only older versions.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html
 */
const postgresql: Table = [
  ["m5 m5d r5 r5b r5d", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge"],
  ["m6g m6gd m7g r6g r6gd r7g x2g", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge"],
  [
    "m6i m6id m6idn m6in r6i r6id r6idn r6in",
    "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge",
  ],
  [
    "m7i m8a m8g m8gd m9g r7i r8a r8g r8gd",
    "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
  ],
  ["t3 t4g", "micro small medium large xlarge 2xlarge"],
  ["x2idn", "16xlarge 24xlarge 32xlarge"],
  ["x2iedn", "xlarge 2xlarge 4xlarge 8xlarge 16xlarge 24xlarge 32xlarge"],
];

const sizesOf = (table: Table): ReadonlyMap<string, readonly string[]> =>
  new Map(
    table.flatMap(([families, sizes]) =>
      families.split(" ").map((family) => [family, sizes.split(" ")] as const),
    ),
  );

/** The sizes of each family of EC2 instances with a processor of x86-64. */
export const instanceFamilies = sizesOf(x86);

/** The sizes of each family of RDS instances for PostgreSQL, without `db.`. */
export const databaseFamilies = sizesOf(postgresql);
